#!/usr/bin/env bash
# A whole Metercast on kind, from this working copy: deploy/k8s/kind.sh [name of the cluster]
# Needs docker, kind and kubectl. Running it again builds what changed and brings it up.
set -euo pipefail
cd "$(dirname "$0")/../.."
cluster=${1:-metercast}
overlay=deploy/k8s/overlays/dev
namespace=metercast-dev

kind get clusters | grep -qx "$cluster" || kind create cluster --name "$cluster"
images=()
for image in wallet billing withdrawals notifications gateway migrate stripe-standin; do
  case $image in
    migrate | stripe-standin) target=(--target "$image") ;;
    *) target=(--target service --build-arg "SERVICE=$image") ;;
  esac
  docker build -f deploy/docker/Dockerfile "${target[@]}" -t "metercast/$image:dev" .
  images+=("metercast/$image:dev")
done
kind load docker-image --name "$cluster" "${images[@]}"

kubectl() { command kubectl --context "kind-$cluster" "$@"; }
# A Job can't be changed once it is there.
kubectl -n "$namespace" delete job -l app.kubernetes.io/component=migrate --ignore-not-found
kubectl apply -k "$overlay"
kubectl -n "$namespace" wait --for=condition=complete job -l app.kubernetes.io/component=migrate --timeout=10m
# The tag stays the same: pods of an earlier build are replaced.
kubectl -n "$namespace" rollout restart deployment
kubectl -n "$namespace" rollout status deployment --timeout=10m
echo "kubectl --context kind-$cluster -n $namespace port-forward service/gateway 8080:80    then http://127.0.0.1:8080"
