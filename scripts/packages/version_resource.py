"""What Windows shows as the version of a program: the file that PyInstaller makes it from."""

COMPANY = "Bomizzel"
PRODUCT = "Bomizzel Desktop"

_TEMPLATE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable("040904B0", [
{strings}
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),
  ],
)
"""


def version_resource(version: str, *, program: str) -> str:
    """Return the file's text for a version of three numbers.

    Args:
        version: Three numbers; Windows has a fourth, which is 0.
        program: Name of the file, such as ``bomizzel-desktop.exe``.

    Source:
        PyInstaller, "Capturing Windows Version Data"; Microsoft Learn, VERSIONINFO resource.
    """
    fields = {
        "CompanyName": COMPANY,
        "FileDescription": PRODUCT,
        "FileVersion": version,
        "InternalName": program,
        "LegalCopyright": COMPANY,
        "OriginalFilename": program,
        "ProductName": PRODUCT,
        "ProductVersion": version,
    }
    return _TEMPLATE.format(
        numbers=(*(int(number) for number in version.split(".")), 0),
        strings="\n".join(f'      StringStruct("{k}", "{v}"),' for k, v in fields.items()),
    )
