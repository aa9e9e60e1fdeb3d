const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: text, minItems: 1 };
const duration = { type: 'string', pattern: String.raw`^(\d+h)?(\d+m)?(\d+s)?$` };
const size = { type: 'string', pattern: String.raw`^\d+[kmg]b?$` };

/** The parts of the Compose specification that our file uses, stricter: a field we did not think about is a mistake. */
const service = {
  type: 'object',
  additionalProperties: false,
  required: ['image', 'user', 'read_only', 'cap_drop', 'security_opt', 'healthcheck', 'deploy', 'networks'],
  properties: {
    image: {
      type: 'string',
      pattern: String.raw`^([a-z]+/)?[a-z-]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?(@sha256:[0-9a-f]{64})?$`,
    },
    build: {
      type: 'object',
      additionalProperties: false,
      properties: { context: text, dockerfile: text },
    },
    command: texts,
    entrypoint: texts,
    user: { type: 'string', pattern: String.raw`^[1-9]\d*:[1-9]\d*$` },
    read_only: { const: true },
    init: { type: 'boolean' },
    cap_drop: { const: ['ALL'] },
    security_opt: { const: ['no-new-privileges:true'] },
    restart: { type: 'string', pattern: String.raw`^(no|always|unless-stopped|on-failure(:\d+)?)$` },
    logging: { type: 'object', required: ['driver'] },
    environment: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
    secrets: texts,
    ports: texts,
    networks: texts,
    volumes: texts,
    tmpfs: texts,
    shm_size: size,
    cpu_shares: { type: 'integer', minimum: 2 },
    stop_signal: { enum: ['SIGINT', 'SIGTERM'] },
    stop_grace_period: duration,
    depends_on: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        required: ['condition'],
        properties: {
          condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] },
        },
      },
    },
    healthcheck: {
      type: 'object',
      additionalProperties: false,
      properties: {
        disable: { type: 'boolean' },
        test: { type: 'array', items: [{ enum: ['CMD', 'CMD-SHELL'] }], additionalItems: text, minItems: 2 },
        interval: duration,
        timeout: duration,
        start_period: duration,
        retries: { type: 'integer', minimum: 1 },
      },
      oneOf: [
        { required: ['disable'] },
        { required: ['test', 'interval', 'timeout', 'retries', 'start_period'] },
      ],
    },
    deploy: {
      type: 'object',
      additionalProperties: false,
      required: ['resources'],
      properties: {
        resources: {
          type: 'object',
          additionalProperties: false,
          required: ['limits'],
          properties: {
            limits: {
              type: 'object',
              additionalProperties: false,
              required: ['cpus', 'memory', 'pids'],
              properties: {
                cpus: { type: 'string', pattern: String.raw`^\d+(\.\d+)?$` },
                memory: size,
                pids: { type: 'integer', minimum: 1 },
              },
            },
          },
        },
      },
    },
  },
};

/** JSON schema (draft 7) of infra/docker-compose.yml. */
export const composeSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'services', 'networks', 'volumes', 'secrets'],
  patternProperties: { '^x-': {} },
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' },
    services: { type: 'object', additionalProperties: service },
    networks: { type: 'object' },
    volumes: { type: 'object' },
    secrets: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        required: ['file'],
        properties: { file: { type: 'string', pattern: '^secrets/[a-z-]+$' } },
      },
    },
  },
};
