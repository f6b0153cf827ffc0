"""Unpacks chosen members of a wheel into a folder and prints the SHA-256 of each as JSON.

    python unpack_members.py WHEEL FOLDER MEMBER ...
"""

import hashlib
import json
import os
import sys
import zipfile

wheel, folder, *members = sys.argv[1:]
digests = {}
with zipfile.ZipFile(wheel) as archive:
    for member in members:
        name = os.path.basename(member)
        digest = hashlib.sha256()
        with archive.open(member) as packed, open(os.path.join(folder, name), "wb") as unpacked:
            while piece := packed.read(1 << 20):
                digest.update(piece)
                unpacked.write(piece)
            unpacked.flush()
            os.fsync(unpacked.fileno())
        digests[name] = digest.hexdigest()
print(json.dumps(digests))
