"""Requirement 15: anybody sees whether a document is real, without an account and without sending it."""

import pytest

URL = "/verifieren/"


def test_15_the_page_is_open_to_everybody(client, db):
    response = client.get(URL)
    assert response.status_code == 200
