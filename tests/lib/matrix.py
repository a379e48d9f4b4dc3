"""Role × URL: the addresses that stand above all rooms."""

from tests.access import public

MATRIX = {"healthz": public(), "readyz": public()}
