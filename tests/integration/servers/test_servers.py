from tests.servers.postgres import Postgres
from tests.servers.redis import Redis


def test_postgres_gives_each_caller_a_database_of_its_own(postgres: Postgres) -> None:
    first, second = postgres.new_database(), postgres.new_database()
    assert first != second
    assert postgres.run_sql("SELECT 1 + 1") == "2"


def test_redis_answers_until_it_is_stopped_and_again_when_it_is_started(redis: Redis) -> None:
    assert redis.ask("PING") == "+PONG"
    redis.stop()
    assert redis.ask("PING") == ""
    redis.start()
    assert redis.ask("PING") == "+PONG"


def test_frozen_redis_answers_nothing_until_it_is_thawed(redis: Redis) -> None:
    redis.freeze()
    assert redis.ask("PING") == ""
    redis.thaw()
    assert redis.ask("PING") == "+PONG"
