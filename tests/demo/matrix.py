"""Role × URL: demo. The tests run on a portal that is no demo, where these addresses do not exist for anybody."""

from tests.access import Line

KEY = "1760000000000000000-0123abcd"

MATRIX = {
    "demo:post_list": Line("get", 404),
    "demo:post_detail": Line("get", 404, kwargs=lambda world: {"key": KEY}),
}
