"""On what kind of file system a folder lies. SQLite's write-ahead log needs shared memory, which networks do not have."""

from pathlib import Path

# Names of Linux' kernel for file systems that several machines may see.
NETWORK = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "beegfs", "gpfs", "ocfs2", "gfs2",
    "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.rclone", "davfs", "fuse.davfs2",
})
MOUNTS = Path("/proc/self/mountinfo")


def kind_of(folder: Path, *, mounts: str | None = None) -> str:
    """The kind of the file system that `folder` lies on (`ext4`, `nfs4`); empty where the system does not say."""
    text = mounts if mounts is not None else MOUNTS.read_text(encoding="utf-8") if MOUNTS.exists() else ""
    place, best, kind = folder.resolve(), -1, ""
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        point = Path(fields[4].encode().decode("unicode_escape"))  # a space is written \040
        # Of two mounts on one point the later covers the earlier.
        if place.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split()[0]
    return kind


def is_on_network(folder: Path, *, mounts: str | None = None) -> bool:
    """Whether several machines may see this folder."""
    return kind_of(folder, mounts=mounts) in NETWORK
