// npm supercluster: an index of all points, and views of 1920 x 1080 about the middle of the city. Prints JSON, seconds.
// usage: node supercluster.mjs NODE_MODULES PLACES.f64   (longitude and latitude, little-endian doubles)
import fs from "node:fs";
import path from "node:path";
import {pathToFileURL} from "node:url";

const [folder, file] = process.argv.slice(2);
const {default: Supercluster} = await import(pathToFileURL(path.join(folder, "supercluster/index.js")));
const bytes = fs.readFileSync(file);
const degrees = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const features = [];
for (let i = 0; i < degrees.length; i += 2) {
    const geometry = {type: "Point", coordinates: [degrees[i], degrees[i + 1]]};
    features.push({type: "Feature", properties: {}, geometry});
}

function timed(runs, work) {
    const seconds = [];
    let result;
    for (let run = 0; run < runs; run++) {
        const begun = performance.now();
        result = work();
        seconds.push((performance.now() - begun) / 1000);
    }
    seconds.sort((a, b) => a - b);
    return [seconds[runs >> 1], result];
}

const [index_s, index] = timed(3, () => new Supercluster({radius: 60, maxZoom: 16, extent: 512}).load(features));
const points = index.getClusters([-180, -85, 180, 85], 0).reduce((sum, c) => sum + (c.properties.point_count ?? 1), 0);
let query_s = 0;
for (let zoom = 5; zoom <= 16; zoom++) {
    const degreesAPixel = 360 / 512 / 2 ** zoom;
    const [width, height] = [1920 * degreesAPixel, 1080 * degreesAPixel * Math.cos(31.235 * Math.PI / 180)];
    const view = [121.49 - width / 2, 31.235 - height / 2, 121.49 + width / 2, 31.235 + height / 2];
    query_s = Math.max(query_s, timed(15, () => index.getClusters(view, zoom))[0]);
}
console.log(JSON.stringify({index_s, query_s, points}));
