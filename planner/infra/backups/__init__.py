"""Backups: one portable file of the whole database, made while it is in use and restored into either kind of database.

`making.make_backup` writes one, `verifying.verify_backup` reads one through, `restoring.restore_backup` brings one back,
`keeping` knows which files lie in the folder and which may go. The format is told in `container`.
"""
