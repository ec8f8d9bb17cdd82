/** What a viewer is to be told. Paths are absolute. */
export interface ViewerSetup {
  readonly app: 'pigallery2' | 'photoview';
  readonly port: number;
  /** whose files they are: the viewer runs as this user */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** IANA name */
  readonly timeZone: string;
  readonly gallery: string;
  /** where thumbnails go, which can be made again */
  readonly cache: string;
  /** photokeep's state, where it lies inside the Gallery */
  readonly hidden: string | undefined;
}

/** Releases that were looked at, never `latest`: a new one may want its database made anew. */
const images = { pigallery2: 'bpatrik/pigallery2:3.5.2', photoview: 'photoview/photoview:2.4.0' };

/** Folders beside the file that the viewer writes into; they must be there, and belong to its user. */
export const viewerFolders = {
  pigallery2: ['pigallery2/config', 'pigallery2/db'],
  photoview: ['photoview/database'],
} as const;

/** Where they appear in the container: what the images of these releases read. */
const places = {
  pigallery2: {
    folders: ['/app/data/config', '/app/data/db'],
    ...{ gallery: '/app/data/images', cache: '/app/data/tmp' },
    environment: ['NODE_ENV: production'],
  },
  photoview: {
    folders: ['/home/photoview/database'],
    ...{ gallery: '/photos', cache: '/home/photoview/media-cache' },
    environment: [
      'PHOTOVIEW_DATABASE_DRIVER: sqlite',
      'PHOTOVIEW_SQLITE_PATH: /home/photoview/database/photoview.db',
      'PHOTOVIEW_MEDIA_CACHE: /home/photoview/media-cache',
      'PHOTOVIEW_LISTEN_IP: 0.0.0.0',
      'PHOTOVIEW_LISTEN_PORT: 80',
    ],
  },
} as const;

/**
 * A docker-compose.yml. All volumes are binds in the long form: then a disk that is not mounted is an error and not an
 * empty Gallery, and a colon in a path is one.
 */
export function composeFile(setup: ViewerSetup): string {
  const { app, port, owner, timeZone, gallery, cache, hidden } = setup;
  const place = places[app];
  const own = viewerFolders[app].map((folder, index) => bind(`./${folder}`, place.folders[index] ?? ''));
  const lines = [
    'services:',
    `  ${app}:`,
    `    image: ${images[app]}`,
    `    container_name: ${app}`,
    '    restart: unless-stopped',
    `    user: "${String(owner.uid)}:${String(owner.gid)}"`,
    '    ports:',
    `      - "${String(port)}:80"`,
    '    environment:',
    ...[`TZ: ${quoted(timeZone)}`, ...place.environment].map((line) => `      ${line}`),
    '    volumes:',
    ...own,
    bind(gallery, place.gallery, ', read_only: true'),
    bind(cache, place.cache),
    // What lies there are not the user's pictures, or not any more.
    ...(hidden === undefined ? [] : ['    tmpfs:', `      - ${quoted(`${place.gallery}${hidden}`)}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function bind(source: string, target: string, more = ''): string {
  return `      - { type: bind, source: ${quoted(source)}, target: ${target}${more} }`;
}

/** Compose reads a dollar sign as the begin of a variable, and JSON's text is YAML's. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('$', '$$$$');
}
