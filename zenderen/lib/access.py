"""Who may do what: the one place where views, buttons and lists ask it.

A permission is a codename, held through a global role (an auth Group with model permissions) or on one object
(guardian's direct foreign-key tables). ``is_superuser`` opens nothing here: every right has a role behind it.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest, HttpResponseBase
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    AnyUser = AbstractBaseUser | AnonymousUser
else:
    AnyUser = object  # the two classes cannot be named before the models are loaded

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[..., HttpResponseBase]


def _held(user: AnyUser) -> frozenset[tuple[str, str, str]]:
    """(app, model, codename) through global roles; one query, remembered on the user object."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    cached: frozenset[tuple[str, str, str]] | None = user.__dict__.get("_global_permissions")
    if cached is None:
        columns = ("content_type__app_label", "content_type__model", "codename")
        rows = Permission.objects.filter(group__user=user.pk).values_list(*columns).distinct()
        cached = user.__dict__["_global_permissions"] = frozenset(rows)
    return cached


def global_permissions(user: AnyUser) -> frozenset[str]:
    """The user's ``app.codename`` permissions through global roles."""
    return frozenset(f"{app}.{codename}" for app, _, codename in _held(user))


def _tables(model: Any) -> tuple[Any, Any] | None:
    """The tables that grant permissions on rows of this model to users and to groups; None where it has none."""
    on_users: Any = get_user_obj_perms_model(model)
    return None if on_users.objects.is_generic() else (on_users, get_group_obj_perms_model(model))


def granted(user: AnyUser, obj: Model) -> frozenset[str]:
    """Codenames the user holds on this object, through a global role or on the object itself."""
    return once(user, (type(obj), obj.pk), lambda: _granted(user, obj))


def once(user: AnyUser, key: Any, ask: Callable[[], T]) -> T:
    """What ``ask`` finds out about what this user may do; on a page that only shows (see asks_once) asked once."""
    known: dict[Any, Any] | None = user.__dict__.get("_granted")
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    return cast(T, known[key])


def asks_once(request: HttpRequest) -> None:
    """On a page that only shows nothing is granted or taken meanwhile: what was asked is remembered (see once)."""
    if request.method == "GET":
        request.user.__dict__.setdefault("_granted", {})


def _granted(user: AnyUser, obj: Model) -> frozenset[str]:
    kind = (obj._meta.app_label, obj._meta.model_name)
    codenames = frozenset(codename for app, model, codename in _held(user) if (app, model) == kind)
    tables = _tables(type(obj))
    if not user.is_authenticated or not user.is_active or not tables:
        return codenames
    on_user = _rows(tables[0], user=user, content_object=obj)
    on_groups = _rows(tables[1], group__user=user, content_object=obj)
    return codenames | frozenset(on_user.union(on_groups))


def _rows(model: Any, **conditions: Any) -> QuerySet[Any, str]:
    rows: QuerySet[Any, str] = model.objects.filter(**conditions).values_list("permission__codename", flat=True)
    return rows


def permitted(model: Any, user: AnyUser, codename: str) -> Q:
    """Condition on ``model``: the rows on which the user holds this codename, in the same query."""
    if f"{model._meta.app_label}.{codename}" in global_permissions(user):
        return Q()
    tables = _tables(model)
    if not user.is_authenticated or not user.is_active or not tables:
        return Q(pk__in=[])
    return Q(pk__in=RawSQL(_holding(*tables), (codename, user.pk) * 2))  # noqa: S611 - names of our own tables


@cache
def _holding(on_users: Any, on_groups: Any) -> str:
    """SQL: the rows on which somebody holds a codename. Django would need a millisecond to write it, at each use."""
    members = get_user_model().groups.through._meta.db_table
    permitted = f"JOIN {Permission._meta.db_table} permission ON permission.id = permission_id AND codename = %s"
    return f"""
        SELECT content_object_id FROM {on_users._meta.db_table} {permitted} WHERE user_id = %s
        UNION ALL
        SELECT content_object_id FROM {on_groups._meta.db_table} {permitted}
        JOIN {members} USING (group_id) WHERE user_id = %s
    """  # noqa: S608 - names of our own tables


def object_view(
    model: Any, permission: str | None = None
) -> Callable[[Callable[Concatenate[HttpRequest, Any, P], HttpResponseBase]], View]:
    """Swap ``pk`` or ``slug`` for the object: 404 if the user may not see it, 403 if they may not do this.

    ``model`` is a model whose manager has ``visible_to(user)``, or a function from user to such a queryset.
    Without ``permission`` seeing is enough.
    """

    def decorate(view: Callable[Concatenate[HttpRequest, Any, P], HttpResponseBase]) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            asks_once(request)
            key = "pk" if "pk" in kwargs else "slug"
            rows = model(request.user) if not hasattr(model, "objects") else model.objects.visible_to(request.user)
            obj = rows.filter(**{key: kwargs.pop(key)}).first()
            if obj is None:
                raise Http404
            if permission and permission not in granted(request.user, obj):
                raise PermissionDenied
            return view(request, obj, *args, **kwargs)

        return wrapper

    return decorate


def permission_view(permission: str) -> Callable[[Callable[Concatenate[HttpRequest, P], HttpResponseBase]], View]:
    """Let in only who holds this ``app.codename`` through a global role; 403 for all others."""

    def decorate(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if permission not in global_permissions(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return wrapper

    return decorate
