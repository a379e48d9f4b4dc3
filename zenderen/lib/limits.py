"""At most so many posts from one address, for forms that need no account."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

WAIT = 60  # seconds


def limited(action: str, rate: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Answer 429 beyond ``rate`` ("20/m/ip,200/h/ip"); without Redis there is no limit, and the page still works."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                allowed = ratelimit.consume(request, app="portal", action=action, config={action: rate})
            except RedisError:
                logger.warning("%s goes on without a limit: Redis does not answer", action)
                allowed = True
            if allowed:
                return view(request, *args, **kwargs)
            response = render(request, "429.html", status=429)
            response["Retry-After"] = str(WAIT)
            return response

        return wrapper

    return decorate
