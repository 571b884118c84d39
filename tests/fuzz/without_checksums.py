#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes 0 for the checksums of a zip archive: without_checksums.py IN OUT. Our reader takes 0 for "not computed", so that a
fuzzer's changes get past the archive to what lies in it."""
import struct
import sys
import zipfile


def main():
    source, target = sys.argv[1:3]
    with open(source, "rb") as file:
        data = bytearray(file.read())
    with zipfile.ZipFile(source) as archive:
        entries = archive.infolist()
        at = archive.start_dir
    for entry in entries:
        assert data[at:at + 4] == b"PK\x01\x02"
        struct.pack_into("<I", data, at + 16, 0)
        struct.pack_into("<I", data, entry.header_offset + 14, 0)
        name, extra, comment = struct.unpack_from("<HHH", data, at + 28)
        at += 46 + name + extra + comment
    with open(target, "wb") as file:
        file.write(data)


if __name__ == "__main__":
    main()
