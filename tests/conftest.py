"""What every test has: guards that say what they refuse, and real servers on demand."""

pytest_plugins = [
    "tests.guards.environment",
    "tests.guards.garbage",
    "tests.guards.network",
    "tests.guards.logs",
    "tests.lanes",
    "tests.servers.fixtures",
]
