"""A help desk over HTTP, as one signed-in person uses it."""

from typing import Any
from urllib.parse import urljoin

import requests

TIMEOUT_S = 10


class HelpDesk:
    """The interface of the server for one person; every call has a timeout."""

    def __init__(self, server: str, email: str, password: str) -> None:
        """Sign in.

        Raises:
            requests.HTTPError: The server refused.
        """
        self._session = requests.Session()
        self._api = urljoin(server, "/api/v1/")
        self._email = email
        self._password = password
        self.user_id = ""
        self.sign_in()

    def sign_in(self) -> None:
        """Take a fresh access token; a demo of hours outlives the first."""
        tokens = self.post("auth/login", email=self._email, password=self._password)
        self._session.headers["Authorization"] = f"Bearer {tokens['accessToken']}"
        self.user_id = tokens["user"]["id"]

    def get(self, path: str, **query: str | int) -> Any:
        """Return the decoded answer to a GET."""
        return self._answer(self._session.get(self._api + path, params=query, timeout=TIMEOUT_S))

    def post(self, path: str, **body: Any) -> Any:
        """Return the decoded answer to a POST."""
        return self._answer(self._session.post(self._api + path, json=body, timeout=TIMEOUT_S))

    def put(self, path: str, **body: Any) -> Any:
        """Return the decoded answer to a PUT."""
        return self._answer(self._session.put(self._api + path, json=body, timeout=TIMEOUT_S))

    def patch(self, path: str, **body: Any) -> Any:
        """Return the decoded answer to a PATCH."""
        return self._answer(self._session.patch(self._api + path, json=body, timeout=TIMEOUT_S))

    @staticmethod
    def _answer(response: requests.Response) -> Any:
        response.raise_for_status()
        return response.json() if response.content else None
