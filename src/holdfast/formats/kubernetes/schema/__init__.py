"""What Kubernetes' own types say of a pod specification: fields and their types, defaults, amounts."""
