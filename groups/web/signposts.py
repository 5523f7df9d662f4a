"""The service's own signposts: shown where no group has better ones. Each with the day on which it was checked.

Sources: Kementerian Kesehatan RI (119, extension 8: SEJIWA / healing119), Kementerian Komunikasi (112, emergency),
Kementerian PPPA (129, SAPA). A service in use sets its own in each group and checks them again every 60 days (CARE C1).
"""

from __future__ import annotations

from typing import Final

from groups.web.render import Signpost

SERVICE: Final = (
    Signpost("119 ekstensi 8", "119,8", "signpost.mental", "signpost.always", "signpost.slow", ""),
    Signpost("112", "112", "signpost.emergency", "signpost.always", "signpost.free", ""),
    Signpost("129", "129", "signpost.sapa", "signpost.always", "signpost.women", ""),
)
