"""Keep the words by which people, departments, programs, needs, targets and goals are found while somebody types."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Table, the columns whose words are kept, and the column of what the thing belongs to.
SOURCES = (
    ("people", ("name", "email", "employee_number"), None),
    ("departments", ("name",), None),
    ("programs", ("name",), "cycle_id"),
    ("needs", ("title",), "cycle_id"),
    ("targets", ("statement",), "cycle_id"),
    ("goals", ("statement",), "cycle_id"),
)
BATCH = 5_000
LETTERS = str.maketrans({
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
    "ĸ": "k", "'": "", "’": "", "‘": "", "ʼ": "", "`": "", "´": "",
})
WORDS = sa.table(
    "search_words", sa.column("kind", sa.String), sa.column("within_id", sa.Integer), sa.column("word", sa.String),
    sa.column("thing_id", sa.Integer),
)


def upgrade() -> None:
    word = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")
    op.create_table(
        "search_words",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("within_id", sa.Integer(), nullable=False),
        sa.Column("word", word, nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_words"),
        sa.UniqueConstraint("kind", "within_id", "word", "thing_id", name="uq_search_words_kind_within_id_word_thing_id"),
    )
    op.create_index("ix_search_words_kind_thing_id", "search_words", ["kind", "thing_id"])
    for kind, columns, within in SOURCES:
        _fill(kind, columns, within)


def downgrade() -> None:
    op.drop_table("search_words")


def _fill(kind: str, columns: tuple[str, ...], within: str | None) -> None:
    names = ("id", *columns, *([within] if within else ()))
    things = sa.table(kind, *(sa.column(name) for name in names))
    rows: list[dict[str, object]] = []
    for thing in op.get_bind().execute(sa.select(things).order_by(things.c.id)).mappings().all():
        texts = [(thing[column] or "").partition("@")[0] if column == "email" else thing[column] or "" for column in columns]
        rows += [
            {"kind": kind, "within_id": thing[within] if within else 0, "word": word, "thing_id": thing["id"]}
            for word in _words(" ".join(texts))
        ]
    for start in range(0, len(rows), BATCH):
        op.get_bind().execute(sa.insert(WORDS), rows[start:start + BATCH])


def _words(text: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", text.translate(LETTERS)).casefold().translate(LETTERS)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return list(dict.fromkeys(word[:40] for word in re.findall(r"[^\W_]+", plain)))[:60]
