"""Agreements in each state that the tests start from."""

import pytest

from agreements import actions
from tests.agreements import make


@pytest.fixture
def draft(manager, executive, executive2, organisation, organisation2):
    """A draft that could be opened."""
    return make.draft(manager, organisation, organisation2)


@pytest.fixture
def signing(manager, executive, executive2, organisation, organisation2):
    """Open for signing; nobody has signed."""
    return make.signing(manager, organisation, organisation2)


@pytest.fixture
def signed(signing, executive, executive2, organisation, organisation2):
    """Signed by both parties; its document is still to be made."""
    make.sign(signing, organisation, executive)
    make.sign(signing, organisation2, executive2)
    signing.refresh_from_db()
    return signing


@pytest.fixture
def in_force(signed, run_jobs):
    """Signed by both parties, with its document."""
    run_jobs()
    signed.refresh_from_db()
    return signed


@pytest.fixture
def sealed(draft, manager, executive, executive2, organisation, organisation2, run_jobs):
    """Signed by both parties and sealed, each document as the portal really makes it."""
    actions.open_for_signing(draft, by=manager)
    run_jobs()
    make.sign(draft, organisation, executive)
    make.sign(draft, organisation2, executive2)
    run_jobs()
    draft.refresh_from_db()
    return draft
