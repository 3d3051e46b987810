# A hub whose users each get a container made from install/Containerfile, with Debian's jupyterhub package added to it.
c = get_config()  # noqa: F821, given by JupyterHub
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.image = "guestbook"
c.DockerSpawner.cmd = ["jupyterhub-singleuser"]
c.DockerSpawner.notebook_dir = "/home/guest/guestbook/notebooks"
c.DockerSpawner.remove = True
c.Spawner.mem_limit = "1G"
c.Spawner.cpu_limit = 1
