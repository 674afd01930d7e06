/** Slides of each device are counted from this alone: for 100,000 slides in PostgreSQL 93 pages, and 4,546 in the table. */
export const DEVICE_COUNTS = `
  CREATE INDEX slides_standing_of_device ON slides (device, standing);
`;
