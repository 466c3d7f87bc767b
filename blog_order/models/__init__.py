"""Tables and status enums. Import from here: ``from blog_order.models import Order, OrderStatus``."""

from blog_order.models.accounts import Admin, AdminSession, SignInAttempt
from blog_order.models.catalogue import Article, ArticleEdition, EditionCause, Site
from blog_order.models.columns import utcnow
from blog_order.models.content import ArticleVersion, Draft
from blog_order.models.jobs import Job, JobAttempt, JobState, Process, ProcessKind
from blog_order.models.mail import Email, EmailState
from blog_order.models.orders import (
    CancelReason,
    Checkout,
    CheckoutState,
    Order,
    OrderEvent,
    OrderStatus,
    PaymentState,
    Product,
    Reconciliation,
    StripeEvent,
)
from blog_order.models.review import Decision, DecisionKind, Refund, RefundState, Revision
from blog_order.models.slots import SlotClaim, SlotState

__all__ = [
    "Admin",
    "AdminSession",
    "Article",
    "ArticleEdition",
    "ArticleVersion",
    "CancelReason",
    "Checkout",
    "CheckoutState",
    "Decision",
    "DecisionKind",
    "Draft",
    "EditionCause",
    "Email",
    "EmailState",
    "Job",
    "JobAttempt",
    "JobState",
    "Order",
    "OrderEvent",
    "OrderStatus",
    "PaymentState",
    "Process",
    "ProcessKind",
    "Product",
    "Reconciliation",
    "Refund",
    "RefundState",
    "Revision",
    "SignInAttempt",
    "Site",
    "SlotClaim",
    "SlotState",
    "StripeEvent",
    "utcnow",
]
