"""The desk's hold on its machine: one small file for each part of it. No product rules."""
