"""The file that PyInstaller makes the version of the program from."""

from scripts.packages.version_resource import version_resource


class Made:
    """Stands for whatever PyInstaller makes: keeps what it was called with."""

    def __init__(self, *given: object, **named: object) -> None:
        self.given, self.named = given, named


NAMES = ("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "StringStruct",
         "VarFileInfo", "VarStruct")  # fmt: skip


def test_file_is_what_pyinstaller_evaluates_and_names_the_version_everywhere() -> None:
    text = version_resource("1.2.3", program="bomizzel-desktop.exe")

    # As PyInstaller does it: load_version_info_from_text_file in its utils/win32/versioninfo.py.
    made = eval(text, dict.fromkeys(NAMES, Made))  # noqa: S307 - our own text
    strings = dict(entry.given for entry in made.named["kids"][0].given[0][0].given[1])

    assert made.named["ffi"].named["filevers"] == (1, 2, 3, 0)
    assert made.named["ffi"].named["prodvers"] == (1, 2, 3, 0)
    assert (strings["FileVersion"], strings["ProductVersion"]) == ("1.2.3", "1.2.3")
    assert strings["OriginalFilename"] == "bomizzel-desktop.exe"
    assert strings["CompanyName"] == "Bomizzel"
