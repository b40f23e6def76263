# wenju on the processor, as a user without rights. Nothing is downloaded when it runs.
#
#   docker build -t wenju .
#   docker run -p 8000:8000 -v wenju:/data wenju
#
# Beyond this machine a request needs a key, so make one before the first start:
#   docker run --rm -v wenju:/data wenju keys add --name office --scope ask
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /opt/wenju
COPY requirements.lock ./
# torch's usual wheel brings gigabytes for graphics cards. Name an index of wheels for
# processors to do without: docker build --build-arg TORCH_INDEX=https://... .
ARG TORCH_INDEX=
RUN /opt/wenju/bin/pip install ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} \
  -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY index index
COPY prompts prompts
COPY service service
COPY eval eval
RUN /opt/wenju/bin/pip install --no-deps .

FROM python:3.11-slim
LABEL org.opencontainers.image.title="wenju" org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin wenju \
  && install -d -o wenju -g wenju -m 0750 /data
COPY --from=build /opt/wenju /opt/wenju
ENV PATH=/opt/wenju/bin:$PATH \
  PYTHONDONTWRITEBYTECODE=1 \
  PYTHONUNBUFFERED=1 \
  HF_HUB_OFFLINE=1 \
  OMP_NUM_THREADS=1 \
  WENJU_STORE=/data/store \
  WENJU_HOST=0.0.0.0 \
  WENJU_PORT=8000 \
  WENJU_LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['WENJU_PORT']}/healthz\", timeout=4)"]
ENTRYPOINT ["wenju"]
CMD ["serve"]
