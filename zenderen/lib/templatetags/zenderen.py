"""Tags and filters that every template has."""

from django import template
from django.db.models import Model

from zenderen.lib.access import granted as _granted

register = template.Library()


@register.simple_tag(takes_context=True)
def granted(context: template.Context, obj: Model) -> frozenset[str]:
    """``{% granted project as may %}``: the codenames that this page's user holds on the object."""
    return _granted(context["request"].user, obj)
