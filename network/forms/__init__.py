"""Input of the ground floor."""

from network.forms.factors import FactorFormMixin

__all__ = ["FactorFormMixin"]
