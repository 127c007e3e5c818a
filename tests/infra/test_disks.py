"""On what kind of file system a folder lies."""

from pathlib import Path

import pytest

from planner.infra import disks

MOUNTS = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /srv rw,relatime - nfs4 server:/srv rw,vers=4.2
31 30 254:1 / /srv/local rw,relatime - xfs /dev/vdb rw
32 22 0:41 / /mnt/two\040words rw - cifs //server/share rw
33 22 0:42 / /over rw - ext4 /dev/vdc rw
34 22 0:43 / /over rw - fuse.sshfs server: rw
"""


@pytest.mark.parametrize(
    ("folder", "kind", "is_on_network"),
    [
        ("/var/lib/planner", "ext4", False), ("/srv/planner", "nfs4", True), ("/srv/local/planner", "xfs", False),
        ("/mnt/two words/planner", "cifs", True), ("/over/planner", "fuse.sshfs", True), ("/srvx", "ext4", False),
    ],
)
def test_the_nearest_mount_says_the_kind(folder: str, kind: str, is_on_network: bool) -> None:
    assert disks.kind_of(Path(folder), mounts=MOUNTS) == kind
    assert disks.is_on_network(Path(folder), mounts=MOUNTS) is is_on_network


def test_a_system_that_says_nothing_is_believed_to_be_local() -> None:
    assert disks.is_on_network(Path("/srv"), mounts="") is False


def test_this_machine_is_read(tmp_path: Path) -> None:
    assert disks.MOUNTS.exists() is bool(disks.kind_of(tmp_path))
