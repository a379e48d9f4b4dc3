"""Verbs of the ground floor that lock, touch several rows, or act after the commit."""

from network.actions.factors import FactorRefused, prove, send_code

__all__ = [
    "FactorRefused",
    "prove",
    "send_code",
]
