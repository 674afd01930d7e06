import sharp from 'sharp';

// The one place where libvips is set up; everything in this room imports it from here.
// No cache: a field is decoded once, and the cache would hold frames of 10–50 MB that nobody asks for again.
sharp.cache(false);
// One thread: JPEG decoding is serial anyway, and the second core belongs to the classifier's worker.
sharp.concurrency(1);

export { sharp };
