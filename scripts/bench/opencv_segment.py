"""The named alternative of the field benchmark: red cells segmented by OpenCV's native code.

Reads one frame (raw RGB) once, then segments it again for every line on standard input and answers with
"<milliseconds> <cells>". The steps are those of a usual OpenCV pipeline for touching cells: reduce, flatten the light,
Otsu, fill holes, distance transform, markers, watershed, properties. Import and start-up are not in the time.
"""
import sys
import time

import cv2
import numpy as np

path, width, height, reduction = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
frame = np.fromfile(path, dtype=np.uint8).reshape(height, width, 3)
cv2.setNumThreads(1)


def segment():
    small = cv2.resize(frame, None, fx=1 / reduction, fy=1 / reduction, interpolation=cv2.INTER_AREA)
    green = small[:, :, 1]
    # Background light: a strongly reduced, closed and blurred picture, as big kernels at full size would take far longer.
    coarse = cv2.resize(green, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    coarse = cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    light = cv2.resize(cv2.GaussianBlur(coarse, (0, 0), 4), (green.shape[1], green.shape[0]))
    flat = cv2.divide(green, light, scale=230)
    _, mask = cv2.threshold(cv2.GaussianBlur(flat, (3, 3), 0), 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(mask, contours, -1, 255, cv2.FILLED)
    distance = cv2.GaussianBlur(cv2.distanceTransform(mask, cv2.DIST_L2, 3), (0, 0), 2)
    radius = np.percentile(distance[distance > 0], 90) if mask.any() else 1.0
    peaks = (distance == cv2.dilate(distance, np.ones((9, 9), np.uint8))) & (distance > 0.5 * radius)
    count, markers = cv2.connectedComponents(peaks.astype(np.uint8))
    markers += 1
    markers[(mask > 0) & ~peaks] = 0
    cv2.watershed(small, markers)
    markers[markers < 0] = 1
    stats = cv2.connectedComponentsWithStats((markers > 1).astype(np.uint8))[2]
    area = np.bincount(markers.ravel())
    return int((area[2:] > 0.3 * np.median(area[2:])).sum()) if count > 1 and len(stats) else 0


for _ in sys.stdin:
    started = time.perf_counter()
    cells = segment()
    print(f"{(time.perf_counter() - started) * 1000:.3f} {cells}", flush=True)
