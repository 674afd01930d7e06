import type { ModelCard } from './classifier.js';
import type { Manifest } from './manifest.js';

/** What the rest of the program sees of a manifest. `sha256`: of the weights, or of the manifest where there are none. */
export function modelCard(manifest: Manifest, sha256: string): ModelCard {
  return {
    name: `${manifest.name} ${manifest.version}`,
    sha256,
    crop: manifest.crop,
    threshold: manifest.operating.value,
    accuracyThreshold: manifest.balanced.value,
    sensitivity: manifest.operating.sensitivity,
    falsePositiveRate: manifest.operating.falsePositiveRate,
    trainedOnPatients: manifest.training.patients,
  };
}
