"""Background work of the ground floor."""

from celery import shared_task

from network import roles


@shared_task(name="network.refresh_terms")
def refresh_terms() -> None:
    """Terms that began or ended take effect without anybody doing anything."""
    roles.refresh_all()
