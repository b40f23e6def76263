"""Where a Milvus is."""

from dataclasses import dataclass

from index.errors import InvalidSetting

_SERVER = ("http://", "https://", "tcp://")


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """A Milvus, and who asks there.

    Attributes:
        uri: Of a server, `http://host:19530` or `https://…`; or the path of a file ending in
            `.db`, which milvus-lite keeps for one process at a time.
        token: `user:password` or an API key; empty where the server asks for none.
        database: The server's database; empty for its default one.

    Raises:
        InvalidSetting: The address is neither.
    """

    uri: str
    token: str = ""
    database: str = ""

    def __post_init__(self) -> None:
        if not self.is_server and ("://" in self.uri or not self.uri.endswith(".db")):
            raise InvalidSetting(
                f"{self.uri!r} is no Milvus: give the address of a server, such as "
                "http://localhost:19530, or a file ending in .db for milvus-lite"
            )

    @property
    def is_server(self) -> bool:
        """Whether it is a server, and not a file of this machine."""
        return self.uri.startswith(_SERVER)
