"""Tables and status enums. Import from here: ``from blog_order.models import Order, OrderStatus``."""

from blog_order.models.accounts import Admin, AdminSession, SignInAttempt
from blog_order.models.catalogue import Article, ArticleEdition, ArticleSignature, EditionCause, PublishingPlace, Site
from blog_order.models.columns import utcnow
from blog_order.models.content import ArticleVersion, Draft
from blog_order.models.jobs import AttemptOutcome, Job, JobAttempt, JobState, Process, ProcessKind
from blog_order.models.mail import Email, EmailState
from blog_order.models.numbers import LARGEST_NUMBER, number_in, public_number
from blog_order.models.operations import (
    JobRollup,
    JobTotal,
    Outage,
    QueueAct,
    QueueOperation,
    QueuePause,
    RollupMark,
)
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
    "LARGEST_NUMBER",
    "Admin",
    "AdminSession",
    "Article",
    "ArticleEdition",
    "ArticleSignature",
    "ArticleVersion",
    "AttemptOutcome",
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
    "JobRollup",
    "JobState",
    "JobTotal",
    "Order",
    "OrderEvent",
    "OrderStatus",
    "Outage",
    "PaymentState",
    "Process",
    "ProcessKind",
    "Product",
    "PublishingPlace",
    "QueueAct",
    "QueueOperation",
    "QueuePause",
    "Reconciliation",
    "Refund",
    "RefundState",
    "Revision",
    "RollupMark",
    "SignInAttempt",
    "Site",
    "SlotClaim",
    "SlotState",
    "StripeEvent",
    "number_in",
    "public_number",
    "utcnow",
]
