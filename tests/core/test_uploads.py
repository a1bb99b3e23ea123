"""What a browser sends as a file: known by its content, named without harm."""

import pytest

from bot.web.entries import harmless, kind_of


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"GIF89a\x01\x00\x01\x00rest", "image/gif"),
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"<svg xmlns=", "application/octet-stream"),
        (b"<html>", "application/octet-stream"),
        (b"PK\x03\x04", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(data: bytes, mime: str) -> None:
    assert kind_of(data)[0] == mime


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("桌子.png", "桌子.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\照片\\a.JPG", "a.jpg"),
        ("a\u202egpj.exe", "agpj.jpg"),
        ("\x00", "file.jpg"),
        ("..", "file.jpg"),
        ("", "file.jpg"),
        ("x" * 300, "x" * 80 + ".jpg"),
    ],
)
def test_its_name_leads_nowhere_and_ends_as_its_content_does(name: str, kept: str) -> None:
    assert harmless(name, "jpg") == kept
