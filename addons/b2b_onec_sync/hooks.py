from .models.onec_stage import TABLES


def uninstall_hook(env):
    """Drop what the ORM does not know of."""
    for table in TABLES:
        env.cr.execute(f"DROP TABLE IF EXISTS {table}")
