"""Who can sign in, what they are, and their sessions."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Base, Instant, Key, Stamped, UtcDateTime, Versioned, belongs_to, related
from planner.models.people import Person


class Account(Versioned, Stamped, Base):
    """A way to sign in for one person. The e-mail address is kept in lower case."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower_case"),)

    id: Mapped[Key]
    person_id: Mapped[int] = belongs_to("people.id", unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    locale: Mapped[str | None] = mapped_column(String(8))

    person: Mapped[Person] = related()
    roles: Mapped[list["RoleGrant"]] = related(back_populates="account", cascade="all, delete-orphan")


class RoleGrant(Base):
    """An account has a role. The roles and what they may are in `planner.permissions`."""

    __tablename__ = "role_grants"
    __table_args__ = (
        UniqueConstraint("account_id", "role"),
        CheckConstraint(
            "role IN ('administrator','clo','learning_manager','department_head','executive','auditor')", name="role"
        ),
    )

    id: Mapped[Key]
    account_id: Mapped[int] = belongs_to("accounts.id", on_delete="CASCADE")
    role: Mapped[str] = mapped_column(String(32))

    account: Mapped[Account] = related(back_populates="roles")


class AuthSession(Base):
    """One signed-in browser. Only a hash of its token is kept; revoking the row signs it out."""

    __tablename__ = "auth_sessions"

    id: Mapped[Key]
    account_id: Mapped[int] = belongs_to("accounts.id", on_delete="CASCADE")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    user_agent: Mapped[str] = mapped_column(String(200), default="")

    account: Mapped[Account] = related()


class SignInFailure(Base):
    """A failed sign-in, kept for throttling across processes. The key is a hash: no address is stored."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_key_hash_failed_at", "key_hash", "failed_at"),)

    id: Mapped[Key]
    key_hash: Mapped[str] = mapped_column(String(64))
    failed_at: Mapped[Instant]
