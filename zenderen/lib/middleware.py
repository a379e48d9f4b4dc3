"""Closed unless opened, Dutch unless chosen otherwise, and no typed text lost to an expired session."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from psycopg.errors import UniqueViolation

KEPT = "kept_post"
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code", "credential"}
KEPT_MAX = 300_000  # characters; the longest agreement seen has 60,000


def language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Dutch, unless this person or this visitor chose otherwise; browsers' preferences are not guessed from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", None) or request.session.get("language")
        code = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return middleware


def typed_addresses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """400 for an address with a NUL in its question: no database takes it, and nobody types one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return get_response(request)

    return middleware


class SameMoment:
    """Two people who add the same thing at the same moment: the second is told so by the form, as if they came later.

    Their input was valid when it was checked, and the database refused it all the same. Nothing of it was kept, so the
    view looks once more: now its form finds the row of the first and says which field is taken.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The view's second answer; 409 where it has no words for what is taken."""
        if request.method != "POST" or not _is_taken(exception) or request.resolver_match is None:
            return None
        for name in request.FILES:
            for file in request.FILES.getlist(name):
                file.seek(0)
        view, args, kwargs = request.resolver_match
        try:
            answer: HttpResponseBase = view(request, *args, **kwargs)
            return answer
        except IntegrityError as again:
            if not _is_taken(again):
                raise
            return render(request, "409.html", status=409)


def _is_taken(exception: Exception) -> bool:
    return isinstance(exception, IntegrityError) and isinstance(exception.__cause__, UniqueViolation)


class LoginRequired(LoginRequiredMiddleware):
    """Sends strangers to the sign-in page; what they had posted waits in their session (``forms.posted``)."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> Any:
        """Redirect to sign in, keeping the posted text; passwords and codes are never kept."""
        if request.method == "POST" and not request.FILES and sum(map(len, request.POST.values())) < KEPT_MAX:
            data = {name: values for name, values in request.POST.lists() if name not in NEVER_KEPT}
            request.session[KEPT] = {"path": request.path, "data": data}
        response = super().handle_no_permission(request, view_func)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
        return response
