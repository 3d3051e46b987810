# A hub whose users each get a container made from install/Containerfile, with Debian's jupyterhub package added to it.
# That is version 3 in Debian 12, and the hub's own must be of the same. Who may log in, and TLS, are yours to add.
c = get_config()  # noqa: F821, given by JupyterHub
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
# Containers cannot reach a hub on 127.0.0.1, the default. On Linux 172.17.0.1 is the host as Docker's default bridge has it.
c.JupyterHub.hub_ip = "172.17.0.1"
c.DockerSpawner.image = "guestbook"
c.DockerSpawner.cmd = ["jupyterhub-singleuser"]
# The image has the classic Notebook; where Jupyter Server is installed too, the latter would be started without it.
c.Spawner.environment = {"JUPYTERHUB_SINGLEUSER_APP": "notebook.notebookapp.NotebookApp"}
# The volume outlives its container. An empty one begins as what the image has there: the bundled notebooks.
c.DockerSpawner.volumes = {"guestbook-{username}": "/home/guest/guestbook/notebooks"}
c.DockerSpawner.notebook_dir = "/home/guest/guestbook/notebooks"
c.DockerSpawner.remove = True
c.Spawner.mem_limit = "1G"
c.Spawner.cpu_limit = 1
