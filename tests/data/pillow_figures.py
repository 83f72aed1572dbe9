# SPDX-License-Identifier: MIT
"""Writes pillow_figures.hpp: what Pillow makes of a picture that test_picture() draws in C++ alike.

    python3 tests/data/pillow_figures.py > tests/data/pillow_figures.hpp
"""
import numpy
from PIL import Image


def test_picture(height, width, channels):
    y, x, c = numpy.mgrid[0:height, 0:width, 0:channels]
    pixels = ((37 * x + 91 * y + 53 * c + 7 * x * y) % 256).astype(numpy.uint8)
    return Image.fromarray(pixels if channels == 3 else pixels[:, :, 0])


def show(name, picture):
    values = numpy.asarray(picture).ravel().tolist()
    print(f"inline constexpr std::uint8_t {name}[] = {{{', '.join(map(str, values))}}};")


print("// SPDX-License-Identifier: MIT")
print("// Written by pillow_figures.py.")
print("#pragma once\n\n#include <cstdint>\n\nnamespace pillow {\n")
BILINEAR = Image.Resampling.BILINEAR
for channels in (1, 3):
    for height, width, to_height, to_width in (
        (13, 9, 5, 4), (7, 5, 11, 8), (20, 15, 3, 15), (6, 31, 6, 2), (1, 1, 3, 2), (9, 8, 1, 1), (10, 5, 4, 9),
    ):
        name = f"resize_{height}x{width}x{channels}_to_{to_height}x{to_width}"
        # Rows first, as Pillow does up to 12 in one call (13 begins with the cheaper side: at most 1 apart).
        rows = test_picture(height, width, channels).resize((to_width, height), BILINEAR)
        show(name, rows.resize((to_width, to_height), BILINEAR))
    for degrees in (30, -45, 90, 180, 270, 200.5):
        name = f"rotate_7x10x{channels}_by_{degrees}".replace("-", "minus_").replace(".", "_")
        show(name, test_picture(7, 10, channels).rotate(degrees, BILINEAR))
show("square_rotate_6x6x3_by_90", test_picture(6, 6, 3).rotate(90, BILINEAR))
show("square_rotate_6x6x3_by_270", test_picture(6, 6, 3).rotate(270, BILINEAR))
show("gray_7x10", test_picture(7, 10, 3).convert("L"))
print("\n}  // namespace pillow")
