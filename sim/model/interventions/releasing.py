"""What people decide on while students are released to their families: a text to all of them, and more adults at tables and lines."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.model.interventions.actions import PersonalAction, start_action
from sim.model.interventions.outcome import Outcome
from sim.model.interventions.request import Obstacle, Request
from sim.model.posts import Post
from sim.model.state import World
from sim.model.tables import Tables


@dataclass(frozen=True)
class TextFamilies(PersonalAction):
    """A person writes a text to all families and sends it. A family that knows already comes no sooner."""

    kind: ClassVar[str] = "text-families"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        return Obstacle.NO_RELEASE if world.playbook.text_families is None else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        assert world.playbook.text_families is not None
        start_action(world, world.playbook.text_families(world), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, "it is written first, and read minutes later")


@dataclass(frozen=True)
class AddPosts(PersonalAction):
    """A person sends for adults who staff more tables, runners or lines of the office. count: how many."""

    kind: ClassVar[str] = "add-posts"
    post: Literal["table", "runner", "line"]
    count: int

    def ask(self, tables: Tables) -> Request:
        return super().ask(tables)._replace(post=Post[self.post.upper()], adults=self.count)

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        return Obstacle.NO_RELEASE if world.playbook.add_posts is None else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        assert world.playbook.add_posts is not None
        steps = world.playbook.add_posts(world, asked.post, asked.adults)
        start_action(world, steps, asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, f"{self.count} more adults, once they have come")
