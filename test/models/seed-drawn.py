"""Draws a small labelled collection in the form of the research crops: discs on black, the parasitized ones with a spot.

  python3 test/models/seed-drawn.py FOLDER        ten patients in five folds, 80 cells, and four of a `field` patient
"""

import csv
import os
import sys

import cv2
import numpy as np


def cell(rng, infected):
    side = rng.randint(60, 90)
    image = np.zeros((side, side, 3), np.uint8)
    colour = tuple(int(v) for v in rng.randint(150, 200, 3))
    cv2.circle(image, (side // 2, side // 2), side // 2 - 2, colour, -1)
    if infected:
        place = tuple(int(side / 2 + v) for v in rng.randint(-side // 5, side // 5, 2))
        cv2.circle(image, place, side // 9, (110, 20, 90), -1)
    return image


def main():
    out = sys.argv[1]
    rng = np.random.RandomState(1)
    rows = []
    for number in range(11):
        patient, fold, count = ("C12", "field", 2) if number == 10 else ("C%d" % (200 + number), number % 5, 4)
        for label in ("parasitized", "uninfected"):
            os.makedirs(os.path.join(out, label), exist_ok=True)
            for i in range(count):
                name = "%s/%s_cell_%d.png" % (label, patient, i)
                image = cell(rng, label == "parasitized")
                cv2.imwrite(os.path.join(out, name), image)
                rows.append([name, label, patient, patient, image.shape[1], image.shape[0], fold])
    with open(os.path.join(out, "manifest.csv"), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "label", "patient", "field", "width", "height", "fold"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
