"""The guards that hold for every test; each module of tests.guards says what it refuses."""

pytest_plugins = ["tests.guards.environment", "tests.guards.network", "tests.guards.logs"]
