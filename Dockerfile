# Holdfast's command as an image. Whoever builds it names the base, by digest, so that none is invented here:
#   docker build --build-arg BASE=registry.example.com/python@sha256:... .
# It must hold Python 3.11 or newer at /usr/bin/python3 or /usr/local/bin/python3, and pip for the build stage.
ARG BASE

FROM ${BASE} AS build
COPY requirements/ /src/requirements/
RUN python3 -m venv /opt/holdfast \
 && /opt/holdfast/bin/pip install --no-cache-dir --require-hashes -r /src/requirements/image.txt
COPY pyproject.toml README.md LICENSE /src/
COPY src/ /src/src/
RUN /opt/holdfast/bin/pip install --no-cache-dir --no-deps --no-build-isolation /src

FROM ${BASE}
LABEL org.opencontainers.image.title="holdfast" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/holdfast /opt/holdfast
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["/opt/holdfast/bin/holdfast"]
CMD ["--help"]
