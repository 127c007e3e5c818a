"""${message}.

Advice: read what was generated and edit it. NOT NULL on a filled table goes in two steps (server default, fill, drop).
Take away only in the release after the one that stopped using it. Spell tables with sa.table; never import models.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
