# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
# The lock decides; only the server and what it needs. The Prisma client is generated here, so that the running image writes
# to /data only.
RUN npm ci --workspace=@waxwing/server --include-workspace-root --omit=dev \
 && npm run --silent generate --workspace @waxwing/database \
 # The image has its own Node.js 24.
 && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    SERVER_HOST=0.0.0.0 \
    WAXWING_DATA_DIR=/data
WORKDIR /app
# With it videos get preview pictures and all common formats of audio become voice notes.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ffmpeg \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
# The image's own unprivileged account (uid 1000) owns the data and nothing else.
RUN install --directory --owner=node --group=node --mode=0700 /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.SERVER_PORT || 8080}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node.js itself is process 1, so that `docker stop` reaches the server.
CMD ["node", "--max-semi-space-size=8", "apps/server/src/main.ts"]
