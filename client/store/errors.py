"""What can be wrong with the disk, apart from the store so that catching it loads no database."""


class StoreDamaged(Exception):
    """The file is not a sound database any more: rescue it and take a snapshot."""


class StoreFull(Exception):
    """The disk takes nothing more, or the file cannot be written. Nothing was changed."""
