"""Is this document real? For everybody, without an account."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from redis.exceptions import RedisError

from agreements import verification
from agreements.forms.verification import MOST, CodeForm, FileForm
from zenderen.lib import files
from zenderen.lib.inmemory import InMemory

logger = logging.getLogger(__name__)

RATE = "60/m/ip,600/h/ip"
WAIT = 60  # seconds
AROUND = 1024 * 1024  # bytes that a form may have beside its file


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """At most RATE questions from one address; without Redis there is no limit, and the page still works."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The public function of allauth never limits GET, and a code is asked about by GET.
        what = {"app": "verification", "action": "verify", "config": {"verify": RATE}, "limit_get": True}
        try:
            allowed = ratelimit.consume(request, **what)
        except RedisError:
            logger.warning("Documents are verified without a limit: Redis does not answer")
            allowed = True
        if not allowed:
            response = render(request, "429.html", status=429)
            response["Retry-After"] = str(WAIT)
            return response
        return view(request, *args, **kwargs)

    return wrapper


# Nothing changes and nobody is recognised, so there is nothing that another site could make a visitor do; and how a
# file is received must be chosen before anything reads it.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Choose a file or type a code, and see what it is."""
    return _answer(request) if request.method == "POST" else _page(request)


@login_not_required
@never_cache
@require_safe
@limited
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the code stands for that is printed on a document: typed, or out of its QR code."""
    code = verification.plain(code)
    return _page(request, FileForm(initial={"code": code}), verdict=verification.look_up(code=code), code=code)


@limited
def _answer(request: HttpRequest) -> HttpResponse:
    """The answer to what was sent; for the script of the page only the answer, without the page."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST + AROUND:
        return _page(request, FileForm.too_large(), status=413)
    request.upload_handlers = [InMemory(limit=MOST)]
    if "typed" in request.POST:
        return _typed(request)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    content, code, sha256 = (form.cleaned_data[name] for name in ("file", "code", "sha256"))
    if content is not None:
        sha256, code = files.sha256(content), verification.code_in(content) or code
    verdict = verification.look_up(sha256=sha256, code=code)
    if request.headers.get("HX-Request"):
        return render(request, "agreements/verify_verdict.html", {"verdict": verdict})
    return _page(request, verdict=verdict, name=str(request.FILES.get("file", "")))


def _typed(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, code_form=form, status=422)
    return redirect("verification:code", verification.plain(form.cleaned_data["typed"]) or "-")


def _page(
    request: HttpRequest,
    form: FileForm | None = None,
    *,
    code_form: CodeForm | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    forms = {"form": form or FileForm(), "code_form": code_form or CodeForm()}
    known = {"answers": verification.ANSWERS, "roots": verification.fingerprints()}
    return render(request, "agreements/verify.html", {**forms, **known, **context}, status=status)
