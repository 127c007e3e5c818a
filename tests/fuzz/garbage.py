"""What nobody types by accident: wrong types, sizes, letters, and strings that try to be something else."""

import random

# Each of these shows itself if it is ever taken for markup, a template, a header or an address (see `tripwire`).
MARK = "zz9"
PRODUCT = "511221"  # 713 × 717: appears only where somebody computed it

INJECTIONS = (
    f"<{MARK}>", f"\"><{MARK} {MARK}on=1>", f"' {MARK}on='1", f"\" {MARK}on=\"1", f"</script><{MARK}>", f"</textarea><{MARK}>",
    f"--><{MARK}>", f"]]><{MARK}>", f"javascript:{MARK}", f"data:text/html,<{MARK}>", "{{713*717}}", "${713*717}", "#{713*717}",
    "<%= 713*717 %>", "{% for x in (1).__class__.__mro__ %}{{x}}{% endfor %}", "%(name)s %s %n %d", "{0.__class__}",
    "' OR '1'='1", "'; DROP TABLE people; --", "1 UNION SELECT password_hash FROM accounts", "\\'; SELECT pg_sleep(9); --",
    f"x\r\nX-{MARK}: 1", f"x\nSet-Cookie: {MARK}=1", f"x\u2028X-{MARK}: 1", "../../../../etc/passwd", "..\\..\\windows\\win.ini",
    "/etc/passwd\0.png", "file:///etc/passwd", "//evil.example/", "https://evil.example/", "=1+1", "@SUM(A1)",
    "+cmd|' /C calc'!A0", "-2+3", "\t=1", "$(id)", "`id`", "| id", "%", "_", "%%", "\\", "[a", "(", "a{99999}",
)
NUMBERS = (
    "0", "-0", "-1", "1", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808",
    "-9223372036854775809", "9" * 30, "9" * 400, "1" * 5000, "1e400", "1e-400", "1E5", "NaN", "nan", "-nan", "sNaN", "Infinity",
    "-Infinity", "inf", "0x10", "0b1", "1_000", "1,5", "1.5", "1.000,5", "1,000.5", "1.2.3", "0.0000001", "999999999999.999999",
    "1000000000000", "\u0663", "\uff11\uff12", "\xb2", "\xbd", "\u216b", "- 1", "+1", "--1", "", " ", "true", "None", "null",
    "undefined", "on", "[]", "{}",
)
DATES = (
    "0000-00-00", "0000-01-01", "0001-01-01", "1899-12-31", "1900-01-01", "2027-02-29", "2027-02-30", "2027-13-01", "2200-12-31",
    "2201-01-01", "9999-12-31", "10000-01-01", "-0001-01-01", "31-12-2027", "12/31/2027", "2027-W05", "2027-06-15T10:00",
    "20270615", "2027-6-5", "\u0662\u0660\u0662\u0667-\u0660\u0661-\u0660\u0661", "today", "2027-06-15\0",
)
LETTERS = (
    "\0", "a\0b", "\x01\x07\x1b[31m", "\ud7ff\ue000", "\ufffe\uffff", "\u202eevil", "\u200b", "\ufeff", "a" + "\u0301" * 300,
    "\U0001f469\u200d\U0001f467" * 40, "\U0010ffff", "\ufdfa" * 50, "\u0130\u0131\u017f\xdf", "\u05e9\u05dc\u05d5\u05dd",
    "\u2028\u2029", "\r\n\r\n", "\t\t", "\u3000", "\ufb00", "\xe9", "e\u0301",
)
BYTES = (b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf0\x28\x8c\xbc", b"\x80", b"caf\xe9", b"\xc0\xaf", b"%zz")
# Columns that no form offers: whoever copies everything that was sent into a row would take them.
UNASKED = (
    "id", "version", "state", "is_active", "password_hash", "roles", "role", "person_id", "account_id", "owner_id", "cycle_id",
    "created_at", "archived_at", "approved_by_id", "approved_at", "sha256", "snapshot", "csrf_token ", "__class__", "_method",
    "form", "errors", "data", "meta", "number", "rank",
)

Value = str | bytes


def value(chance: random.Random) -> Value:
    """One thing to put into a field."""
    kind = chance.random()
    if kind < 0.30:
        return chance.choice(INJECTIONS)
    if kind < 0.55:
        return chance.choice(NUMBERS)
    if kind < 0.70:
        return chance.choice(DATES)
    if kind < 0.82:
        return chance.choice(LETTERS)
    if kind < 0.90:
        return chance.choice(BYTES)
    if kind < 0.98:
        return _soup(chance)
    return chance.choice(("x", "é", "<", "9", "\n")) * chance.choice((201, 2001, 70_000, 1_000_000))


def _soup(chance: random.Random) -> str:
    """Letters from all over Unicode, and a little of everything else."""
    parts = [chr(chance.choice((chance.randrange(0x20), chance.randrange(0xD800), chance.randrange(0xE000, 0x110000))))
             for _ in range(chance.randrange(1, 40))]
    parts.append(chance.choice(INJECTIONS))
    chance.shuffle(parts)
    return "".join(parts)


def likely(name: str, kind: str, options: list[str], chance: random.Random) -> str:
    """Something that the form may well accept, so that the garbage beside it comes further than the first check."""
    if options:
        return chance.choice(options)
    if kind == "email" or "email" in name:
        return f"somebody{chance.randrange(10**6)}@example.org"
    if kind == "date" or name.endswith(("_on", "_start", "_end")):
        return f"2027-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    if kind == "number" or "decimal" in kind or "numeric" in kind:
        return str(chance.randrange(1, 100))
    if kind == "password":
        return "a calm and quiet harbour"
    return f"Words {chance.randrange(10**6)}"
