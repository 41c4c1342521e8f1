/** One spelling for all: `PlantGrown`, `plantGrown`, `PLANT_GROWN` and `plant-grown` are the same name. */
export function spelledAlike(word: string): string {
  return word
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
