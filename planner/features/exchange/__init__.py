"""Lists that come in and go out: people and training records are imported, staged and approved; observations are exported."""
