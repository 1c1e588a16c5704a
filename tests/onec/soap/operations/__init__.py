"""The operations of B2BPortal, by what they are about."""

from . import (  # noqa: F401
    base,
    claims,
    consignment,
    documents,
    orders,
    partners,
    settlements,
)
from .registry import OPERATIONS

__all__ = ["OPERATIONS"]
